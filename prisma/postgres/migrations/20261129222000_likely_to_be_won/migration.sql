-- AlterTable
ALTER TABLE "leads" ADD COLUMN     "likely" JSONB;

-- CreateTable
CREATE TABLE "win_models" (
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "token" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "trainedAt" TIMESTAMPTZ(3),
    "leads" INTEGER,
    "exclude" JSONB,
    "verdict" TEXT,
    "report" JSONB,
    "model" JSONB,

    CONSTRAINT "win_models_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "win_models_status_idx" ON "win_models"("status");
