-- The bookings of one referral, the earliest visit first, from one index.
DROP INDEX booking_by_referral;
CREATE INDEX booking_by_referral ON booking (facility_id, referral_id, on_date, starts_at, id);
