package dev.taskwire.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message in the binary form of Protocol Buffers, read without its description. */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final List<Field> fields;

    private Protobuf(List<Field> fields) {
        this.fields = fields;
    }

    static Protobuf read(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        List<Field> fields = new ArrayList<>();
        while (left.hasRemaining()) {
            long key = varint(left);
            fields.add(field((int) (key >>> 3), (int) (key & 7), left));
        }
        return new Protobuf(fields);
    }

    List<Field> all(int tag) {
        return fields.stream().filter(field -> field.tag == tag).toList();
    }

    /** An empty one where there is none. */
    Field one(int tag) {
        return all(tag).stream().findFirst().orElseGet(() -> new Field(tag, 0, new byte[0]));
    }

    private static Field field(int tag, int type, ByteBuffer left) {
        return switch (type) {
            case VARINT -> new Field(tag, varint(left), new byte[0]);
            case FIXED_64 -> new Field(tag, 0, next(left, 8));
            case LENGTH -> new Field(tag, 0, next(left, (int) varint(left)));
            case FIXED_32 -> new Field(tag, 0, next(left, 4));
            default -> throw new IllegalArgumentException("no type of a field: " + type);
        };
    }

    private static byte[] next(ByteBuffer left, int length) {
        byte[] bytes = new byte[length];
        left.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer left) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = left.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    /** A number, or bytes, which may be a text or a message. */
    static final class Field {
        private final int tag;
        private final long number;
        private final byte[] bytes;

        private Field(int tag, long number, byte[] bytes) {
            this.tag = tag;
            this.number = number;
            this.bytes = bytes;
        }

        long number() {
            return number;
        }

        byte[] bytes() {
            return bytes;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Protobuf message() {
            return read(bytes);
        }
    }
}
