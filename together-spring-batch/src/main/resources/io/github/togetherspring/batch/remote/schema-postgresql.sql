create table if not exists together_partition (
	step_execution_id bigint primary key,
	job_execution_id bigint not null,
	step_name varchar(100) not null,
	trace text not null default '',
	state varchar(10) not null default 'WAITING',
	worker varchar(200),
	claim bigint not null default 0,
	attempts integer not null default 0,
	leased_until timestamp with time zone,
	available_at timestamp with time zone not null default clock_timestamp(),
	stop_requested boolean not null default false,
	problem text,
	items bigint not null default 0,
	failed_items bigint not null default 0,
	prompt_tokens bigint not null default 0,
	completion_tokens bigint not null default 0,
	cost numeric not null default 0,
	unpriced_items bigint not null default 0
);

create index if not exists together_partition_job on together_partition (job_execution_id);

create table if not exists together_worker (
	worker varchar(200) primary key,
	alive_until timestamp with time zone not null
);
