-- AlterTable
ALTER TABLE "reps" ADD COLUMN     "holidays" JSONB;
