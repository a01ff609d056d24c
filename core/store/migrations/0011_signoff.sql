-- Never written: whether a department has confirmed its part is told by its sign-offs alone.
ALTER TABLE "participation" DROP COLUMN "confirmed_at";
