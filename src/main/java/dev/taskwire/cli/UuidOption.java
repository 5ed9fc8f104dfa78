package dev.taskwire.cli;

import dev.taskwire.postgres.UuidText;
import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The id of a failure on a command line, in full. */
final class UuidOption implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String text) {
        return UuidText.parse(text.strip())
                .orElseThrow(() -> new TypeConversionException(
                        "expected the id of a failure, a UUID as `failures` prints" + " it, but got '" + text + "'"));
    }
}
