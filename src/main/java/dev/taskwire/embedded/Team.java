package dev.taskwire.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The people of the demo, by their id. Grows when somebody joins. */
final class Team {
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final List<Person> order = new ArrayList<>();

    Team(List<Person> people) {
        people.forEach(this::add);
    }

    void add(Person person) {
        people.put(person.id(), person);
        order.add(person);
    }

    Optional<Person> find(String id) {
        return Optional.ofNullable(people.get(id));
    }

    Person anyone(RandomGenerator random) {
        return order.get(random.nextInt(order.size()));
    }

    Person anyoneBut(Person other, RandomGenerator random) {
        Person person = anyone(random);
        while (person.equals(other)) {
            person = anyone(random);
        }
        return person;
    }
}
