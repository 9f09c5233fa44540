-- The bookings of one referral, the earliest visit first, and the documents of one patient, each from
-- one index: their cost does not grow with the years.
DROP INDEX booking_by_referral;
CREATE INDEX booking_by_referral ON booking (facility_id, referral_id, on_date, starts_at, id);
CREATE INDEX case_document_by_patient ON case_document (facility_id, patient_id, id) WHERE patient_id IS NOT NULL;
