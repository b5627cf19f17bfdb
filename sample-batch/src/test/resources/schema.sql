create table article (id bigint primary key, title varchar(200) not null, body clob not null);
create table summary (article_id bigint primary key references article, text varchar(2000), problem varchar(2000));
