package dev.taskwire.doctor;

/**
 * Something that goes wrong in an installation.
 *
 * @param check the one that is to find it
 * @param remedy what its remedy is to say, in part
 * @param make statements that bring it about
 * @param mend statements that take it away
 */
record Fault(String check, String remedy, String make, String mend) {}
