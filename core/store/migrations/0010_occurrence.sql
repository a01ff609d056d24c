ALTER TABLE "meeting" ADD COLUMN "occurs_on" DATE;
