-- When an administrator last gave somebody another e-mail address, so that the person sees it; null where nobody did.
-- Distribution: directory.
alter table principal add column email_changed_at bigint;
