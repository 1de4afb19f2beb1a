using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// The environment of a bot's command. A <c>chatroom</c> that it runs uses the same room of the same servers, with the same
/// certificate and password. It marks its messages as a bot's.
/// </summary>
internal static class CommandVariables
{
    /// <summary>The certificate's fingerprint of the servers in CHATROOM_URL, and of no other server.</summary>
    private const string UrlFingerprint = "CHATROOM_URL_FINGERPRINT";

    /// <summary>The file with the password of the servers in CHATROOM_URL, and of no other server.</summary>
    private const string UrlPasswordFile = "CHATROOM_URL_PASSWORD_FILE";

    /// <summary>
    /// The variables. A null value removes a variable: host and port would override the URL, and the name is already taken by the bot.
    /// </summary>
    /// <param name="options">The bot's connection.</param>
    /// <param name="passwordFile">The file of its password; null: the password is not from a file.</param>
    public static IReadOnlyList<(string Name, string? Value)> For(ClientOptions options, string? passwordFile) =>
    [
        (BotSetting.Variable, "1"),
        (ConnectionSettings.UrlVariable, $"chatroom{(options.Tls is null ? "" : "s")}://{options.Addresses}/{options.Room}"),
        (UrlFingerprint, options.Tls?.Pinned?.ToString()),
        (UrlPasswordFile, passwordFile),
        (HostSetting.Variable, null),
        ("CHATROOM_PORT", null),
        (ConnectionSettings.NameVariable, null),
    ];

    /// <summary>The fingerprint and password file for servers, if all are in the environment's URL. Null if there is any other server, which
    /// must not be sent that password.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="url">The URL in the environment; null: there is none.</param>
    public static (string? Fingerprint, string? PasswordFile) FindTrust(IReadOnlyList<ServerAddress> servers, ServerUrl? url) =>
        url is not null && servers.All(server => url.Addresses.Contains(new UrlAddress(server.Host, server.Port)))
            ? (Variable(UrlFingerprint), Variable(UrlPasswordFile))
            : (null, null);

    /// <summary>An empty variable counts as not set.</summary>
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set : null;
}
