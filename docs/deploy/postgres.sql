-- Run once by an administrator: psql -v owner_password=… -v app_password=… -f postgres.sql
-- tongpin_owner migrates: TONGPIN_DATABASE=postgresql://tongpin_owner@… python -m core.store.migrate
-- tongpin_app is what the servers connect as: it reads and adds rows, and takes away those the method allows to go. It changes no row
-- and creates no table. Since it may take rows away, a stolen password of it can still do harm: keep backups where it does not reach.
CREATE ROLE tongpin_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE tongpin_app LOGIN PASSWORD :'app_password' CONNECTION LIMIT 100;
CREATE DATABASE tongpin OWNER tongpin_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tongpin FROM PUBLIC;
GRANT CONNECT ON DATABASE tongpin TO tongpin_app;

\connect tongpin
ALTER SCHEMA public OWNER TO tongpin_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tongpin_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tongpin_owner IN SCHEMA public GRANT SELECT, INSERT, DELETE ON TABLES TO tongpin_app;
