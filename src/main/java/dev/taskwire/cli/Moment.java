package dev.taskwire.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment that may lie ahead, in ISO form. */
final class Moment implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException noTime) {
            throw new TypeConversionException("expected a time such as 2026-01-31T08:00:00Z, but got '" + text + "'");
        }
    }
}
