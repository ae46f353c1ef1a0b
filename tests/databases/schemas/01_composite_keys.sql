-- Composite foreign keys: the order of the columns in the index does not matter, their place does.
CREATE TABLE tenant (id bigint PRIMARY KEY);
CREATE TABLE account (
    tenant_id bigint REFERENCES tenant,
    id bigint,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE invoice (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    number text,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
CREATE TABLE payment (
    id bigint PRIMARY KEY,
    tenant_id bigint,
    account_id bigint,
    FOREIGN KEY (account_id, tenant_id) REFERENCES account (id, tenant_id)
);
CREATE INDEX payment_by_account ON payment (account_id, tenant_id, id);
CREATE TABLE refund (
    id bigint PRIMARY KEY,
    tenant_id bigint,
    account_id bigint,
    reason text,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
CREATE INDEX refund_swapped ON refund (account_id, tenant_id);
CREATE TABLE credit (
    tenant_id bigint,
    account_id bigint,
    reason text,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
CREATE INDEX credit_leads_with_one ON credit (tenant_id, reason, account_id);
CREATE TABLE debit (
    tenant_id bigint,
    account_id bigint,
    reason text,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
CREATE INDEX debit_behind ON debit (reason, tenant_id, account_id);
