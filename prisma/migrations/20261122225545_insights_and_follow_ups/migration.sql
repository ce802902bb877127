-- CreateTable
CREATE TABLE "digests" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "repId" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "insight_days" (
    "day" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "counts" JSONB NOT NULL,

    PRIMARY KEY ("dimension", "key", "day")
);

-- CreateTable
CREATE TABLE "insight_stale_days" (
    "day" TEXT NOT NULL PRIMARY KEY
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_follow_ups" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "leadId" TEXT NOT NULL,
    "repId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT,
    "outcome" TEXT,
    "status" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "plannedFor" DATETIME NOT NULL,
    "repeats" JSONB,
    "remindedAt" DATETIME,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "doneAt" DATETIME,
    CONSTRAINT "follow_ups_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "leads" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_follow_ups" ("createdAt", "doneAt", "dueAt", "id", "kind", "leadId", "note", "outcome", "repId", "status", "plannedFor") SELECT "createdAt", "doneAt", "dueAt", "id", "kind", "leadId", "note", "outcome", "repId", "status", "dueAt" FROM "follow_ups";
DROP TABLE "follow_ups";
ALTER TABLE "new_follow_ups" RENAME TO "follow_ups";
CREATE INDEX "follow_ups_status_dueAt_idx" ON "follow_ups"("status", "dueAt");
CREATE INDEX "follow_ups_repId_status_dueAt_idx" ON "follow_ups"("repId", "status", "dueAt");
CREATE INDEX "follow_ups_leadId_idx" ON "follow_ups"("leadId");
CREATE TABLE "new_leads" (
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
    "wonAt" DATETIME,
    "lostAt" DATETIME,
    "reached" JSONB NOT NULL,
    "nextStep" JSONB,
    "thread" TEXT,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "leads_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "contacts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "leads_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "reps" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_leads" ("answers", "campaign", "channel", "closedAt", "contactId", "currency", "firstResponseAt", "grade", "id", "language", "number", "offerDueAt", "offerId", "offeredTo", "openedAt", "ownerId", "product", "qualifiedAt", "reason", "referral", "routeReasons", "score", "scoreReasons", "segment", "source", "stage", "stageKind", "stageSince", "tags", "teamId", "territory", "thread", "updatedAt", "value", "wonAt", "lostAt", "reached") SELECT "answers", "campaign", "channel", "closedAt", "contactId", "currency", "firstResponseAt", "grade", "id", "language", "number", "offerDueAt", "offerId", "offeredTo", "openedAt", "ownerId", "product", "qualifiedAt", "reason", "referral", "routeReasons", "score", "scoreReasons", "segment", "source", "stage", "stageKind", "stageSince", "tags", "teamId", "territory", "thread", "updatedAt", "value",
  -- A customer who fell silent was won at the close; other dormant leads never were.
  CASE WHEN "stageKind" = 'won' OR ("stageKind" = 'dormant' AND EXISTS (SELECT 1 FROM "activities" a WHERE a."leadId" = "leads"."id" AND a."after"->>'$.stageKind' = 'won')) THEN "closedAt" END,
  CASE WHEN "stageKind" = 'lost' THEN "closedAt" END,
  -- The stages in the order in which the trail first names them.
  coalesce((SELECT nullif(json_group_array(s."stage"), '[]') FROM (SELECT a."after"->>'$.stage' AS "stage", min(a."seq") AS "seq" FROM "activities" a WHERE a."leadId" = "leads"."id" AND a."after"->>'$.stage' IS NOT NULL GROUP BY 1 ORDER BY 2) s), json_array("stage"))
FROM "leads";
DROP TABLE "leads";
ALTER TABLE "new_leads" RENAME TO "leads";
CREATE UNIQUE INDEX "leads_number_key" ON "leads"("number");
CREATE INDEX "leads_contactId_idx" ON "leads"("contactId");
CREATE INDEX "leads_ownerId_stageKind_idx" ON "leads"("ownerId", "stageKind");
CREATE INDEX "leads_stage_idx" ON "leads"("stage");
CREATE INDEX "leads_openedAt_idx" ON "leads"("openedAt");
CREATE INDEX "leads_qualifiedAt_idx" ON "leads"("qualifiedAt");
CREATE INDEX "leads_wonAt_idx" ON "leads"("wonAt");
CREATE INDEX "leads_lostAt_idx" ON "leads"("lostAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "digests_repId_idx" ON "digests"("repId");

-- CreateIndex
CREATE INDEX "insight_days_day_idx" ON "insight_days"("day");
