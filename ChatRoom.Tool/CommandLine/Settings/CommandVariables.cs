using ChatRoom.Client.Options;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// What a bot's command finds in its environment, so that a chatroom in it goes to the same room of the same server, believes the
/// same certificate, knows the same password, and says what it says as a bot.
/// </summary>
internal static class CommandVariables
{
    /// <summary>The certificate of the server in CHATROOM_URL, and of no other.</summary>
    private const string UrlFingerprint = "CHATROOM_URL_FINGERPRINT";

    /// <summary>The file with the password of the server in CHATROOM_URL, and of no other.</summary>
    private const string UrlPasswordFile = "CHATROOM_URL_PASSWORD_FILE";

    /// <summary>
    /// The variables; null for one that is taken away: it would win over the URL, and the name is the bot's own, which nobody else
    /// can have.
    /// </summary>
    /// <param name="options">How the bot is connected.</param>
    /// <param name="passwordFile">Where its password is from; null where that is no file.</param>
    public static IReadOnlyList<(string Name, string? Value)> For(ClientOptions options, string? passwordFile) =>
    [
        (BotSetting.Variable, "1"),
        (ConnectionSettings.UrlVariable, $"chatroom{(options.Tls is null ? "" : "s")}://{options.Address}/{options.Room}"),
        (UrlFingerprint, options.Tls?.Pinned?.ToString()),
        (UrlPasswordFile, passwordFile),
        (ConnectionSettings.HostVariable, null),
        ("CHATROOM_PORT", null),
        (ConnectionSettings.NameVariable, null),
    ];

    /// <summary>What is known of a server where it is the one of the URL in the environment; nothing is told of that one to another.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="url">The URL in the environment; null for none.</param>
    public static (string? Fingerprint, string? PasswordFile) TrustAt(string host, int port, ServerUrl? url) =>
        url is not null && url.Host == host && url.Port == port
            ? (Variable(UrlFingerprint), Variable(UrlPasswordFile))
            : (null, null);

    /// <summary>One that is empty counts as not set.</summary>
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set : null;
}
