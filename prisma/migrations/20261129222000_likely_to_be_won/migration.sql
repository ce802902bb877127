-- AlterTable
ALTER TABLE "leads" ADD COLUMN "likely" JSONB;

-- CreateTable
CREATE TABLE "win_models" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "status" TEXT NOT NULL,
    "token" TEXT,
    "leaseUntil" DATETIME,
    "attempts" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "trainedAt" DATETIME,
    "leads" INTEGER,
    "exclude" JSONB,
    "verdict" TEXT,
    "report" JSONB,
    "model" JSONB
);

-- CreateIndex
CREATE INDEX "win_models_status_idx" ON "win_models"("status");
