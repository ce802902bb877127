-- AlterTable
ALTER TABLE "follow_ups" ADD COLUMN "moves" INTEGER;
ALTER TABLE "follow_ups" ADD COLUMN "rule" TEXT;

-- AlterTable
ALTER TABLE "reps" ADD COLUMN "dailyListOffAt" DATETIME;
