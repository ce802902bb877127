-- AlterTable
ALTER TABLE "leads" ADD COLUMN "responseBrokenAt" DATETIME;
ALTER TABLE "leads" ADD COLUMN "responseDueAt" DATETIME;
ALTER TABLE "leads" ADD COLUMN "stageBrokenAt" DATETIME;
ALTER TABLE "leads" ADD COLUMN "stageDueAt" DATETIME;
