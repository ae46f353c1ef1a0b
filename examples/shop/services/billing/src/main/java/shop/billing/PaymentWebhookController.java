package shop.billing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes what the payment provider tells about a payment, once per event. */
@RestController
class PaymentWebhookController {
    private final JdbcTemplate database;
    private final String secret;

    PaymentWebhookController(JdbcTemplate database, @Value("${WEBHOOK_SECRET:}") String secret) {
        this.database = database;
        this.secret = secret;
    }

    @PostMapping("/webhooks/payments")
    ResponseEntity<Void> receive(
            @RequestHeader("X-Event-Id") String eventId,
            @RequestHeader("X-Signature") String signature,
            @RequestBody String body)
            throws GeneralSecurityException {
        if (secret.isEmpty() || !signedByProvider(body, signature)) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
        }
        // The provider repeats an event until it is answered: the second delivery must change nothing.
        database.update(
                "INSERT INTO payment_event (provider_event_id, payload) VALUES (?, ?::jsonb) ON CONFLICT (provider_event_id) DO NOTHING",
                eventId,
                body);
        return ResponseEntity.accepted().build();
    }

    private boolean signedByProvider(String body, String signature) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }
}
