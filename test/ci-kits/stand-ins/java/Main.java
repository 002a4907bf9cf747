/** Does with the class what JUnit would do. */
class Main {
    public static void main(String[] args) throws Exception {
        AgainstTheMockTest.start();
        try {
            new AgainstTheMockTest().holdsEverySchool();
        } finally {
            AgainstTheMockTest.stop();
        }
    }
}
