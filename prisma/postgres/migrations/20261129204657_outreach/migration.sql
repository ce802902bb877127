-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "unasked" JSONB;

-- AlterTable
ALTER TABLE "enrolments" ADD COLUMN     "reason" TEXT,
ADD COLUMN     "startedBy" TEXT;

-- AlterTable
ALTER TABLE "leads" ADD COLUMN     "nurture" JSONB;

-- CreateTable
CREATE TABLE "outreach" (
    "id" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "leadId" TEXT,
    "conversationId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "step" TEXT,
    "variant" TEXT,
    "messageId" TEXT NOT NULL,
    "outboxId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outreach_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outreach_kind_source_at_idx" ON "outreach"("kind", "source", "at");

-- CreateIndex
CREATE INDEX "outreach_conversationId_at_idx" ON "outreach"("conversationId", "at");

-- CreateIndex
CREATE INDEX "outreach_channel_at_idx" ON "outreach"("channel", "at");

-- CreateIndex
CREATE INDEX "enrolments_sequence_status_idx" ON "enrolments"("sequence", "status");
