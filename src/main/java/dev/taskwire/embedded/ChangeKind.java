package dev.taskwire.embedded;

import java.util.Locale;

/**
 * The statements of the demo, each of which changes one row. The first bind of those on existing tasks is the task that
 * is left alone for the reader. All answer the row before and after, as JSON, and the time of the change.
 */
enum ChangeKind {
    STATUS("""
            -- demo.status
            UPDATE public.tasks
            SET status = CASE status WHEN 'todo' THEN 'doing' WHEN 'doing' THEN 'review' WHEN 'review' THEN 'done' ELSE 'todo' END
            WHERE id = (SELECT id FROM public.tasks WHERE id <> $1::uuid ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    PRIORITY("""
            -- demo.priority
            UPDATE public.tasks
            SET priority = $2::text
            WHERE id = (
                SELECT id FROM public.tasks
                WHERE id <> $1::uuid AND priority <> $2::text
                ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    TITLE("""
            -- demo.title
            UPDATE public.tasks
            SET title = $2::text
            WHERE id = (
                SELECT id FROM public.tasks
                WHERE id <> $1::uuid AND title <> $2::text
                ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    DUE_DATE("""
            -- demo.due_date
            UPDATE public.tasks
            SET due_date = current_date + $2::integer
            WHERE id = (
                SELECT id FROM public.tasks
                WHERE id <> $1::uuid AND due_date IS DISTINCT FROM current_date + $2::integer
                ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    ASSIGNED("""
            -- demo.assign
            UPDATE public.tasks
            SET assignee_id = $2::uuid
            WHERE id = (
                SELECT id FROM public.tasks
                WHERE id <> $1::uuid AND assignee_id IS DISTINCT FROM $2::uuid
                ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    CREATED("""
            -- demo.create
            INSERT INTO public.tasks (title, priority, due_date)
            SELECT $2::text, $3::text, current_date + $4::integer
            WHERE (SELECT count(*) FROM public.tasks WHERE id <> $1::uuid) < 60
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    DELETED("""
            -- demo.delete
            DELETE FROM public.tasks
            WHERE id = (
                SELECT id FROM public.tasks
                WHERE id <> $1::uuid AND (SELECT count(*) FROM public.tasks) > 25
                ORDER BY status = 'done' DESC, random() LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """),
    JOINED("""
            -- demo.join
            INSERT INTO public.profiles (full_name, email)
            VALUES ($1::text, $2::text)
            ON CONFLICT (email) DO NOTHING
            RETURNING to_jsonb(old) AS before, to_jsonb(new) AS after, clock_timestamp() AS changed_at
            """);

    private final String sql;

    ChangeKind(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** Whether it changes a task; profiles are not logged. */
    boolean isLogged() {
        return this != JOINED;
    }

    /** Whether somebody gets a mail about it. */
    boolean isMailed() {
        return this == ASSIGNED || this == JOINED;
    }

    /** How the summary calls it. */
    String label() {
        return this == JOINED
                ? "people joined"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
