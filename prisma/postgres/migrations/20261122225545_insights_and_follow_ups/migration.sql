-- AlterTable
ALTER TABLE "follow_ups" ADD COLUMN     "createdBy" TEXT,
ADD COLUMN     "plannedFor" TIMESTAMPTZ(3),
ADD COLUMN     "remindedAt" TIMESTAMPTZ(3),
ADD COLUMN     "repeats" JSONB;
UPDATE "follow_ups" SET "plannedFor" = "dueAt";
ALTER TABLE "follow_ups" ALTER COLUMN "plannedFor" SET NOT NULL;

-- AlterTable
ALTER TABLE "leads" ADD COLUMN     "lostAt" TIMESTAMPTZ(3),
ADD COLUMN     "nextStep" JSONB,
ADD COLUMN     "reached" JSONB,
ADD COLUMN     "wonAt" TIMESTAMPTZ(3);
UPDATE "leads" SET
  -- A customer who fell silent was won at the close; other dormant leads never were.
  "wonAt" = CASE WHEN "stageKind" = 'won' OR ("stageKind" = 'dormant' AND EXISTS (SELECT 1 FROM "activities" a WHERE a."leadId" = "leads"."id" AND a."after"->>'stageKind' = 'won')) THEN "closedAt" END,
  "lostAt" = CASE WHEN "stageKind" = 'lost' THEN "closedAt" END,
  -- The stages in the order in which the trail first names them.
  "reached" = coalesce((SELECT jsonb_agg(s."stage" ORDER BY s."seq") FROM (SELECT a."after"->>'stage' AS "stage", min(a."seq") AS "seq" FROM "activities" a WHERE a."leadId" = "leads"."id" AND a."after"->>'stage' IS NOT NULL GROUP BY 1) s), jsonb_build_array("stage"));
ALTER TABLE "leads" ALTER COLUMN "reached" SET NOT NULL;

-- CreateTable
CREATE TABLE "digests" (
    "id" TEXT NOT NULL,
    "repId" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "insight_days" (
    "day" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "counts" JSONB NOT NULL,

    CONSTRAINT "insight_days_pkey" PRIMARY KEY ("dimension","key","day")
);

-- CreateTable
CREATE TABLE "insight_stale_days" (
    "day" TEXT NOT NULL,

    CONSTRAINT "insight_stale_days_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE INDEX "digests_repId_idx" ON "digests"("repId");

-- CreateIndex
CREATE INDEX "insight_days_day_idx" ON "insight_days"("day");

-- CreateIndex
CREATE INDEX "follow_ups_repId_status_dueAt_idx" ON "follow_ups"("repId", "status", "dueAt");

-- CreateIndex
CREATE INDEX "leads_qualifiedAt_idx" ON "leads"("qualifiedAt");

-- CreateIndex
CREATE INDEX "leads_wonAt_idx" ON "leads"("wonAt");

-- CreateIndex
CREATE INDEX "leads_lostAt_idx" ON "leads"("lostAt");
