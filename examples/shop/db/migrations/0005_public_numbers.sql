-- Order numbers that tell nobody how many orders there are.
ALTER TABLE customer_order ADD COLUMN public_number uuid DEFAULT gen_random_uuid() NOT NULL;
ALTER TABLE customer_order ADD CONSTRAINT customer_order_public_number_key UNIQUE (public_number);

UPDATE address SET country_code = 'DE' WHERE country_code IS NULL;
ALTER TABLE address ALTER COLUMN country_code SET NOT NULL;
