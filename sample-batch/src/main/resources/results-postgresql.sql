create table if not exists sample_result (
	job_instance_id bigint not null,
	line bigint not null,
	result text not null,
	primary key (job_instance_id, line)
);
