-- A message that was said within another one, to the same person about another loan.
ALTER TABLE "notices" ADD COLUMN "joined_to" BIGINT;
ALTER TABLE "notices" ADD CONSTRAINT "notices_joined_to_fkey" FOREIGN KEY ("joined_to") REFERENCES "notices"("notice_id") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX "notices_joined" ON "notices" ("joined_to") WHERE "joined_to" IS NOT NULL;
