using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Terminal;

namespace ChatRoom.Tests.Support.Programs.Irc;

/// <summary>irssi on a terminal, with a directory of its own. It logs each channel at once.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Irssi : IAsyncDisposable
{
    private const string Said = "^[0-9:]{5} <[@ ]?(?<name>[^>]+)> (?<text>.*)$";

    private readonly string _folder;
    private readonly TmuxScreen _screen;

    private Irssi(string folder, TmuxScreen screen) => (_folder, _screen) = (folder, screen);

    /// <summary>Starts it. It connects by itself, also later if the connection is lost.</summary>
    /// <param name="scratch">Where its directory is made.</param>
    /// <param name="server">The server's IRC door.</param>
    /// <param name="nicks">The name that it tries, and the next one if there is one, separated by a comma.</param>
    /// <param name="channels">The channels that it joins.</param>
    /// <param name="fingerprint">The SHA-256 of the server's certificate in hexadecimal digits, with a colon between bytes; null: without TLS.</param>
    public static async Task<Irssi> StartAsync(ScratchDirectory scratch, IPEndPoint server, string nicks, string[] channels, string? fingerprint = null)
    {
        Requires.Program("irssi");
        var folder = Directory.CreateDirectory(scratch[$"irssi-{nicks}"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), Configuration(folder, server, nicks.Split(','), channels, fingerprint));
        var irssi = new Irssi(folder, await TmuxScreen.OpenAsync(server.Port));
        await irssi.Enters($"HOME={folder} exec irssi --home={folder}");
        return irssi;
    }

    /// <summary>Waits until it is in these channels.</summary>
    public async Task IsIn(params string[] channels)
    {
        foreach (var channel in channels)
        {
            await Channel(channel).HasLine("Total of [0-9]+ nicks");
        }
    }

    /// <summary>Its log of a channel, or of a conversation with somebody.</summary>
    public IrcLog Channel(string name) => new(Path.Combine(_folder, "logs", name), Said);

    /// <summary>Waits for a row on its screen.</summary>
    public Task ShowsLike(string pattern) => _screen.ShowsLike(pattern);

    /// <summary>Types a command. Its own form names the channel.</summary>
    public Task Enters(string command) => _screen.Enters(command);

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    /// <summary>It sends commands without its usual pause, and connects again within a second or two.</summary>
    private static string Configuration(string folder, IPEndPoint server, string[] nicks, string[] channels, string? fingerprint)
    {
        var tls = fingerprint is null ? "use_tls = \"no\";" : $"use_tls = \"yes\"; tls_verify = \"no\"; tls_pinned_cert = \"{fingerprint}\";";
        return $$"""
            servers = ( { address = "{{server.Address}}"; chatnet = "lab"; port = "{{server.Port}}"; autoconnect = "yes"; {{tls}} } );
            chatnets = { lab = { type = "IRC"; nick = "{{nicks[0]}}"; alternate_nick = "{{nicks[^1]}}"; }; };
            channels = ( {{string.Join(", ", channels.Select(channel => $"{{ name = \"{channel}\"; chatnet = \"lab\"; autojoin = \"yes\"; }}"))}} );
            settings = {
              core = { real_name = "irssi"; user_name = "irssi"; server_reconnect_time = "1sec"; };
              "fe-common/core" = { autolog = "yes"; autolog_path = "{{folder}}/logs/$0"; };
              "irc/core" = { cmd_queue_speed = "10msec"; };
            };
            """;
    }
}
