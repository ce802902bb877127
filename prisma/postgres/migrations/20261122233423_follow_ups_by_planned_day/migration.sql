-- CreateIndex
CREATE INDEX "follow_ups_plannedFor_idx" ON "follow_ups"("plannedFor");
