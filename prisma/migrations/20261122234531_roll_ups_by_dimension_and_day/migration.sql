-- CreateIndex
CREATE INDEX "insight_days_dimension_day_idx" ON "insight_days"("dimension", "day");
