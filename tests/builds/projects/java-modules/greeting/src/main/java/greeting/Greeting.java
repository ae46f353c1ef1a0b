package greeting;

public final class Greeting {
    private Greeting() {}

    public static String to(String name) {
        return "hello, " + name;
    }
}
