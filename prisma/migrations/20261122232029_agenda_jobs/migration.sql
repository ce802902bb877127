-- CreateTable
CREATE TABLE "agenda_jobs" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "singleKey" TEXT,
    "priority" INTEGER NOT NULL,
    "nextRunAt" BIGINT,
    "lockedAt" BIGINT,
    "lastRunAt" BIGINT,
    "lastFinishedAt" BIGINT,
    "failedAt" BIGINT,
    "failCount" INTEGER,
    "failReason" TEXT,
    "repeatInterval" TEXT,
    "repeatTimezone" TEXT,
    "repeatAt" TEXT,
    "data" TEXT,
    "disabled" INTEGER NOT NULL,
    "progress" REAL,
    "fork" INTEGER,
    "lastModifiedBy" TEXT,
    "debounceStartedAt" BIGINT,
    "startDate" BIGINT,
    "endDate" BIGINT,
    "skipDays" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "agenda_jobs_singleKey_key" ON "agenda_jobs"("singleKey");

-- CreateIndex
CREATE INDEX "agenda_jobs_name_disabled_nextRunAt_idx" ON "agenda_jobs"("name", "disabled", "nextRunAt");
