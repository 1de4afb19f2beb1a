namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>
/// The headers of every answer. The page runs no script but its own, makes no HTML out of text, and shows nothing from elsewhere;
/// no other site may frame it or use its answers.
/// </summary>
internal static class SecurityHeaders
{
    public static IReadOnlyList<KeyValuePair<string, string>> All { get; } =
    [
        new(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"),
        new("X-Content-Type-Options", "nosniff"),
        new("Referrer-Policy", "no-referrer"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
        new(
            "Permissions-Policy",
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"),
    ];
}
