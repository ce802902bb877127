-- CreateTable
CREATE TABLE "posts" (
    "channel" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("channel", "chatId", "key")
);

-- CreateIndex
CREATE INDEX "posts_channel_chatId_externalId_idx" ON "posts"("channel", "chatId", "externalId");
