package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of the public API and of what the library needs is so. */
final class PublicApiTest {
    private static final String TESTING = "dev.taskwire.testing";
    private static final Pattern TYPE = Pattern.compile("(?ms)^### `(\\w+)`\n(.*?)(?=^##|\\z)");
    private static final Pattern TREE = Pattern.compile("(?ms)^```\n(io\\.vertx:.*?)^```$");

    /** What tests are written with is compiled with our own. */
    private static final List<JavaClass> PUBLIC = Stream.concat(
                    new ClassFileImporter()
                                    .withImportOption(new ImportOption.DoNotIncludeTests())
                                    .importPackages("dev.taskwire")
                                    .stream()
                                    .filter(type -> type.getPackageName().equals("dev.taskwire")),
                    new ClassFileImporter().importPackages(TESTING).stream())
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .toList();

    private static Map<String, String> documented() throws IOException {
        Map<String, String> types = new TreeMap<>();
        TYPE.matcher(Files.readString(Path.of("docs", "api-java.md")))
                .results()
                .forEach(type -> types.put(type.group(1), type.group(2)));
        return types;
    }

    @Test
    void everyPublicTypeIsOnThePageAndNothingElse() throws IOException {
        assertThat(PUBLIC.stream().filter(JavaClass::isTopLevelClass).map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(documented().keySet());
    }

    @Test
    void everyMethodIsNamedWithItsType() throws IOException {
        Map<String, String> documented = documented();
        for (JavaClass type : PUBLIC) {
            if (type.isTopLevelClass() && !type.isEnum()) {
                assertThat(methods(type)
                                .map(JavaMethod::getName)
                                .filter(name -> !name.matches("equals|hashCode|toString")))
                        .allSatisfy(name -> assertThat(documented.get(type.getSimpleName()))
                                .as(type.getSimpleName())
                                .containsPattern("\\b" + name + "\\b"));
            }
        }
    }

    @Test
    void nothingInternalShowsInIt() {
        assertThat(PUBLIC.stream()
                        .flatMap(PublicApiTest::methods)
                        .flatMap(method -> Stream.concat(
                                method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))))
                .noneMatch(type -> type.getPackageName().startsWith("dev.taskwire.")
                        && !type.getPackageName().equals(TESTING));
    }

    @Test
    void everyOtherPackageSaysThatItIsInternal() throws IOException {
        try (Stream<Path> packages = Files.walk(Path.of("src", "main", "java", "dev", "taskwire"))) {
            assertThat(packages.filter(file -> file.endsWith("package-info.java"))
                            .filter(file -> file.getNameCount() > 6))
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(Files.readString(file)).contains("Internal: no part of the public API"));
        }
    }

    @Test
    void theDependencyTreeIsTheOneInTheDocuments() throws IOException {
        assertThat(TREE.matcher(Files.readString(Path.of("docs", "library.md")))
                        .results()
                        .map(tree -> tree.group(1)))
                .containsExactly(LibraryDependencies.read().asDocumented());
    }

    private static Stream<JavaMethod> methods(JavaClass type) {
        return type.getMethods().stream().filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC));
    }
}
