-- Until when processes that listen for wakes have said they do, in milliseconds since 1970 (see R__21_wake.sql).
CREATE SEQUENCE taskwire.listened_until MINVALUE 0;
