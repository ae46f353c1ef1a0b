package api;

import jakarta.annotation.PreDestroy;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @GetMapping("/healthz")
    Map<String, String> health() {
        return Map.of("status", "ok", "text", greeting.Greeting.to("world"));
    }

    @PreDestroy
    void stop() {
        System.out.println("stopping in order");
    }
}
