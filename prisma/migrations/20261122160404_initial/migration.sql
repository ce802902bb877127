-- CreateTable
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "company" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "language" TEXT,
    "timeZone" TEXT,
    "fields" JSONB NOT NULL,
    "optedOutAt" DATETIME,
    "optedOutVia" TEXT,
    "mergedIntoId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "identities" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "contactId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "identities_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "leads" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "contactId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "stageKind" TEXT NOT NULL,
    "stageSince" DATETIME NOT NULL,
    "score" INTEGER NOT NULL,
    "grade" TEXT NOT NULL,
    "scoreReasons" JSONB NOT NULL,
    "ownerId" TEXT,
    "teamId" TEXT,
    "routeReasons" JSONB NOT NULL,
    "offerId" TEXT,
    "offeredTo" TEXT,
    "offerDueAt" DATETIME,
    "channel" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "campaign" TEXT,
    "referral" TEXT,
    "product" TEXT,
    "segment" TEXT,
    "territory" TEXT,
    "value" INTEGER,
    "currency" TEXT,
    "answers" JSONB NOT NULL,
    "tags" JSONB NOT NULL,
    "reason" TEXT,
    "qualifiedAt" DATETIME,
    "firstResponseAt" DATETIME,
    "openedAt" DATETIME NOT NULL,
    "closedAt" DATETIME,
    "thread" TEXT,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "leads_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "leads_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "reps" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "conversations" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "leadId" TEXT,
    "floor" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "flowVersion" TEXT NOT NULL,
    "flow" JSONB,
    "lastInboundAt" DATETIME,
    "lastOutboundAt" DATETIME,
    "inboundCount" INTEGER NOT NULL,
    "burst" JSONB,
    "nudge" JSONB,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "conversations_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "messages" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "leadId" TEXT,
    "direction" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "extra" JSONB,
    "externalId" TEXT,
    "outboxId" TEXT,
    "at" DATETIME NOT NULL,
    "deliveredAt" DATETIME,
    "readAt" DATETIME
);

-- CreateTable
CREATE TABLE "inbox" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "receivedAt" DATETIME NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" DATETIME,
    "error" TEXT,
    "doneAt" DATETIME
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "leadId" TEXT,
    "messageId" TEXT,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "token" TEXT,
    "leaseUntil" DATETIME,
    "externalId" TEXT,
    "error" TEXT,
    "createdAt" DATETIME NOT NULL,
    "settledAt" DATETIME
);

-- CreateTable
CREATE TABLE "activities" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "leadId" TEXT,
    "contactId" TEXT,
    "kind" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "channel" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "note" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "reps" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "hours" JSONB,
    "awayUntil" DATETIME,
    "capacity" INTEGER,
    "takes" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL,
    "openLeads" INTEGER NOT NULL,
    "lastAssignedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "rep_identities" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "repId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    CONSTRAINT "rep_identities_repId_fkey" FOREIGN KEY ("repId") REFERENCES "reps" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "teams" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "managerId" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "team_members" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "teamId" TEXT NOT NULL,
    "repId" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    CONSTRAINT "team_members_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "teams" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "team_members_repId_fkey" FOREIGN KEY ("repId") REFERENCES "reps" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "offers" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "leadId" TEXT NOT NULL,
    "repId" TEXT,
    "teamId" TEXT,
    "mode" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "openKey" TEXT,
    "reasons" JSONB NOT NULL,
    "offeredAt" DATETIME NOT NULL,
    "dueAt" DATETIME,
    "decidedAt" DATETIME,
    "decidedBy" TEXT,
    CONSTRAINT "offers_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "leads" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "follow_ups" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "leadId" TEXT NOT NULL,
    "repId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT,
    "outcome" TEXT,
    "status" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "doneAt" DATETIME,
    CONSTRAINT "follow_ups_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "leads" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "enrolments" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "contactId" TEXT NOT NULL,
    "leadId" TEXT,
    "sequence" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "dueAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "attachments" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "messageId" TEXT,
    "leadId" TEXT,
    "fileName" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "timers" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "conversationId" TEXT,
    "leadId" TEXT,
    "payload" JSONB NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "status" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "dead_letters" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "status" TEXT NOT NULL,
    "decidedAt" DATETIME
);

-- CreateTable
CREATE TABLE "contact_merges" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "fromId" TEXT NOT NULL,
    "intoId" TEXT NOT NULL,
    "moved" JSONB NOT NULL,
    "at" DATETIME NOT NULL,
    "undoneAt" DATETIME
);

-- CreateTable
CREATE TABLE "flow_versions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "files" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "counters" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "contacts_email_idx" ON "contacts"("email");

-- CreateIndex
CREATE INDEX "contacts_phone_idx" ON "contacts"("phone");

-- CreateIndex
CREATE INDEX "identities_contactId_idx" ON "identities"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "identities_kind_value_key" ON "identities"("kind", "value");

-- CreateIndex
CREATE UNIQUE INDEX "leads_number_key" ON "leads"("number");

-- CreateIndex
CREATE INDEX "leads_contactId_idx" ON "leads"("contactId");

-- CreateIndex
CREATE INDEX "leads_ownerId_stageKind_idx" ON "leads"("ownerId", "stageKind");

-- CreateIndex
CREATE INDEX "leads_stage_idx" ON "leads"("stage");

-- CreateIndex
CREATE INDEX "leads_openedAt_idx" ON "leads"("openedAt");

-- CreateIndex
CREATE INDEX "conversations_contactId_idx" ON "conversations"("contactId");

-- CreateIndex
CREATE INDEX "conversations_leadId_idx" ON "conversations"("leadId");

-- CreateIndex
CREATE INDEX "messages_conversationId_seq_idx" ON "messages"("conversationId", "seq");

-- CreateIndex
CREATE INDEX "messages_leadId_seq_idx" ON "messages"("leadId", "seq");

-- CreateIndex
CREATE INDEX "messages_outboxId_idx" ON "messages"("outboxId");

-- CreateIndex
CREATE INDEX "inbox_status_seq_idx" ON "inbox"("status", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_channel_externalId_key" ON "inbox"("channel", "externalId");

-- CreateIndex
CREATE INDEX "outbox_status_seq_idx" ON "outbox"("status", "seq");

-- CreateIndex
CREATE INDEX "outbox_lane_seq_idx" ON "outbox"("lane", "seq");

-- CreateIndex
CREATE INDEX "outbox_channel_externalId_idx" ON "outbox"("channel", "externalId");

-- CreateIndex
CREATE INDEX "outbox_leadId_seq_idx" ON "outbox"("leadId", "seq");

-- CreateIndex
CREATE INDEX "activities_leadId_seq_idx" ON "activities"("leadId", "seq");

-- CreateIndex
CREATE INDEX "activities_contactId_seq_idx" ON "activities"("contactId", "seq");

-- CreateIndex
CREATE INDEX "activities_actorId_seq_idx" ON "activities"("actorId", "seq");

-- CreateIndex
CREATE INDEX "activities_kind_at_idx" ON "activities"("kind", "at");

-- CreateIndex
CREATE INDEX "rep_identities_repId_idx" ON "rep_identities"("repId");

-- CreateIndex
CREATE UNIQUE INDEX "rep_identities_kind_value_key" ON "rep_identities"("kind", "value");

-- CreateIndex
CREATE INDEX "team_members_repId_idx" ON "team_members"("repId");

-- CreateIndex
CREATE UNIQUE INDEX "team_members_teamId_repId_key" ON "team_members"("teamId", "repId");

-- CreateIndex
CREATE UNIQUE INDEX "offers_openKey_key" ON "offers"("openKey");

-- CreateIndex
CREATE INDEX "offers_leadId_idx" ON "offers"("leadId");

-- CreateIndex
CREATE INDEX "follow_ups_status_dueAt_idx" ON "follow_ups"("status", "dueAt");

-- CreateIndex
CREATE INDEX "follow_ups_leadId_idx" ON "follow_ups"("leadId");

-- CreateIndex
CREATE INDEX "enrolments_status_dueAt_idx" ON "enrolments"("status", "dueAt");

-- CreateIndex
CREATE INDEX "enrolments_contactId_idx" ON "enrolments"("contactId");

-- CreateIndex
CREATE INDEX "attachments_messageId_idx" ON "attachments"("messageId");

-- CreateIndex
CREATE INDEX "attachments_leadId_idx" ON "attachments"("leadId");

-- CreateIndex
CREATE INDEX "timers_status_dueAt_idx" ON "timers"("status", "dueAt");

-- CreateIndex
CREATE INDEX "timers_conversationId_idx" ON "timers"("conversationId");

-- CreateIndex
CREATE INDEX "timers_leadId_idx" ON "timers"("leadId");

-- CreateIndex
CREATE INDEX "dead_letters_status_at_idx" ON "dead_letters"("status", "at");

-- CreateIndex
CREATE UNIQUE INDEX "dead_letters_source_ref_at_key" ON "dead_letters"("source", "ref", "at");

-- CreateIndex
CREATE INDEX "contact_merges_fromId_idx" ON "contact_merges"("fromId");

-- CreateIndex
CREATE INDEX "contact_merges_intoId_idx" ON "contact_merges"("intoId");

-- Written by hand: the trail of what happened is append-only.
CREATE TRIGGER "activities_refuse_update" BEFORE UPDATE ON "activities"
BEGIN
    SELECT RAISE(ABORT, 'activities is append-only: add a new row instead of changing one');
END;

CREATE TRIGGER "activities_refuse_delete" BEFORE DELETE ON "activities"
BEGIN
    SELECT RAISE(ABORT, 'activities is append-only: rows are never deleted');
END;
