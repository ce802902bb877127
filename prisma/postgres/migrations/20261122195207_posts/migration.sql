-- CreateTable
CREATE TABLE "posts" (
    "channel" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "posts_pkey" PRIMARY KEY ("channel","chatId","key")
);

-- CreateIndex
CREATE INDEX "posts_channel_chatId_externalId_idx" ON "posts"("channel", "chatId", "externalId");
