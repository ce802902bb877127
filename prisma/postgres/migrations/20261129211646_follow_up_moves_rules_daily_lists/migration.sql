-- AlterTable
ALTER TABLE "follow_ups" ADD COLUMN     "moves" INTEGER,
ADD COLUMN     "rule" TEXT;

-- AlterTable
ALTER TABLE "reps" ADD COLUMN     "dailyListOffAt" TIMESTAMPTZ(3);
