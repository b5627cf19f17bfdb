create table article (id bigint primary key, text varchar(100) not null);
create table summary (id bigint not null, text varchar(100) not null);
insert into article select x, concat('Article ', x, ' of the morning. In short:') from system_range(1, 40);
