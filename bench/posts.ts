/** The posts both servers read: 100 rows, made by SQL alone so that the two are the same. */
export const POSTS_TABLE = `
create table posts (
  id integer primary key, title text not null, body text not null, published boolean not null,
  version integer not null, created_at text not null, updated_at text not null
);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)
insert into posts select i, 'Title ' || i, 'Body of the post ' || i, i % 2, 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z' from n;
`;

export const POST_COLUMNS = ["id", "title", "body", "published", "version", "createdAt", "updatedAt"] as const;
