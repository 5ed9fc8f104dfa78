package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.taskwire.Payloads.Reading;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Payloads whose reading fails are told of, whatever is thrown. */
final class PayloadsTest {
    @JsonDeserialize(using = Careless.class)
    record Picture(int width) {}

    /** Supposes that there is a width. */
    static final class Careless extends StdDeserializer<Picture> {
        private static final long serialVersionUID = 1L;

        Careless() {
            super(Picture.class);
        }

        @Override
        public Picture deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new Picture(parser.readValueAsTree().get("width").hashCode());
        }
    }

    @Test
    void aReaderOfTheUsersThatThrowsMakesAnUnfitPayload() {
        Reading<Picture> reading = new Payloads<>(Picture.class).read(new JsonObject().put("image", "cat.png"));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unfit.class,
                        unfit -> assertThat(unfit.toString())
                                .contains("the message is no Picture", "NullPointerException"));
    }
}
