-- The first thing that the bench makes: what it leaves if it is killed is known by this.
CREATE SCHEMA taskwire_bench;
COMMENT ON SCHEMA taskwire_bench IS '${mark}';
