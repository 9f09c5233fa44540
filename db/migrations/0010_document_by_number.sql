-- A document that arrives again is known by its own number (FHIR: Bundle.identifier), and a printed
-- one by the number under its code.
CREATE INDEX case_document_by_number ON case_document (facility_id, number) WHERE number <> '';
