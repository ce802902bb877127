-- AlterTable
ALTER TABLE "leads" ADD COLUMN     "responseBrokenAt" TIMESTAMPTZ(3),
ADD COLUMN     "responseDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "stageBrokenAt" TIMESTAMPTZ(3),
ADD COLUMN     "stageDueAt" TIMESTAMPTZ(3);
