package dev.taskwire;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the arrows of the house: who may know whom. */
@AnalyzeClasses(packages = "dev.taskwire", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_POINT_INWARD = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("config")
            .definedBy("dev.taskwire.config")
            .layer("postgres")
            .definedBy("dev.taskwire.postgres")
            .layer("queue")
            .definedBy("dev.taskwire.queue")
            .layer("worker")
            .definedBy("dev.taskwire.worker")
            .layer("activity")
            .definedBy("dev.taskwire.activity")
            .layer("notification")
            .definedBy("dev.taskwire.notification")
            .layer("schedule")
            .definedBy("dev.taskwire.schedule")
            .layer("job")
            .definedBy("dev.taskwire.job")
            .layer("httpcall")
            .definedBy("dev.taskwire.httpcall")
            .layer("dashboard")
            .definedBy("dev.taskwire.dashboard")
            .layer("http")
            .definedBy("dev.taskwire.http")
            .layer("telemetry")
            .definedBy("dev.taskwire.telemetry")
            .layer("embedded")
            .definedBy("dev.taskwire.embedded")
            .layer("bench")
            .definedBy("dev.taskwire.bench")
            .layer("doctor")
            .definedBy("dev.taskwire.doctor")
            .layer("cli")
            .definedBy("dev.taskwire.cli")
            .layer("application")
            .definedBy("dev.taskwire")
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("postgres")
            .mayOnlyAccessLayers("config")
            .whereLayer("queue")
            .mayOnlyAccessLayers("config", "postgres")
            .whereLayer("worker")
            .mayOnlyAccessLayers("config", "postgres", "queue")
            .whereLayer("activity")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("notification")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("schedule")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("job")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("httpcall")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("telemetry")
            .mayOnlyAccessLayers("config", "queue", "worker")
            .whereLayer("dashboard")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker", "telemetry", "doctor")
            .whereLayer("http")
            .mayOnlyAccessLayers(
                    "config",
                    "postgres",
                    "queue",
                    "worker",
                    "notification",
                    "schedule",
                    "httpcall",
                    "dashboard",
                    "telemetry")
            .whereLayer("embedded")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker")
            .whereLayer("bench")
            .mayOnlyAccessLayers("config", "postgres", "worker")
            .whereLayer("doctor")
            .mayOnlyAccessLayers("config", "postgres", "queue", "worker", "notification", "schedule")
            .whereLayer("cli")
            .mayOnlyAccessLayers(
                    "config",
                    "postgres",
                    "queue",
                    "worker",
                    "notification",
                    "schedule",
                    "httpcall",
                    "doctor",
                    "embedded",
                    "bench")
            .whereLayer("application")
            .mayNotBeAccessedByAnyLayer()
            .because("a change in one feature must not reach into another; Application alone wires them");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.taskwire.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule JDBC_IS_FOR_MIGRATIONS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.taskwire.postgres", "dev.taskwire.cli")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.flywaydb..", "org.postgresql.."))
            .because("JDBC blocks, and nothing may block an event loop");

    @ArchTest
    static final ArchRule NO_BUCKETS = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Processor)")
            .because("a name says what the thing is for");

    @ArchTest
    static final ArchRule FINAL_BY_DEFAULT = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areTopLevelClasses()
            .and()
            .haveSimpleNameNotStartingWith("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("what is not meant for inheritance should say so");

    @ArchTest
    static final ArchRule NOTHING_WAITS_BY_SLEEPING = noClasses()
            .should()
            .callMethodWhere(target(name("sleep")))
            .because("an event loop that sleeps is an outage");
}
