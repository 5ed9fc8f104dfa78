package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import io.vertx.core.net.ClientSSLOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAddressTest {
    @Test
    void asksForNoEncryptionWhereTheUrlDoesNot() {
        assertThat(address("").connectOptions().getSslOptions()).isNull();
        assertThat(address("").jdbcProperties()).containsEntry("sslmode", "disable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "prefer", "require"})
    void encryptsWithoutAskingWhoTheServerIs(String mode) {
        ClientSSLOptions encryption =
                address("?sslmode=" + mode).connectOptions().getSslOptions();

        assertThat(encryption.isTrustAll()).isTrue();
        assertThat(encryption.getHostnameVerificationAlgorithm()).isEmpty();
        assertThat(address("?sslmode=" + mode).jdbcProperties()).containsEntry("sslmode", mode);
    }

    @Test
    void verifiesTheServerInBothWaysToTheDatabase() {
        ClientSSLOptions encryption =
                address("?sslmode=verify-full").connectOptions().getSslOptions();

        assertThat(encryption.isTrustAll()).isFalse();
        assertThat(encryption.getTrustOptions()).isNotNull();
        assertThat(encryption.getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
        assertThat(address("?sslmode=verify-full").jdbcProperties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    private static DatabaseAddress address(String query) {
        return DatabaseAddress.parse(new Secret("postgres://user:password@localhost/app" + query));
    }
}
