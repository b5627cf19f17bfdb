-- The quotas that processes share. There is a row for each quota.
create table if not exists together_quota (
	name varchar(200) primary key,
	-- What can be taken, as of refilled_at. More accrues with time.
	permits double precision not null,
	-- What was taken last, for the statement that took it.
	granted double precision not null,
	refilled_at timestamp with time zone not null
);
