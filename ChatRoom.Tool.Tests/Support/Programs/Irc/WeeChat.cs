using System.Net;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs.Irc;

/// <summary>WeeChat without a terminal, with a directory of its own. It reads commands from a named pipe, and logs each channel at once.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WeeChat : IAsyncDisposable
{
    private const string Said = "^[^\t]*\t[@ ]?(?![-<=])(?<name>[^\t ]+)\t(?<text>.*)$";

    private readonly string _folder;
    private readonly ToolProcess _process;
    private InputPipe? _input;

    private WeeChat(string folder, ToolProcess process) => (_folder, _process) = (folder, process);

    /// <summary>Its log of the connection.</summary>
    public IrcLog Server => new(Path.Combine(_folder, "logs", "irc.server.lab.weechatlog"), Said);

    /// <summary>Starts it. It connects by itself, also later if the connection is lost.</summary>
    /// <param name="scratch">Where its directory is made.</param>
    /// <param name="server">The server's IRC door.</param>
    /// <param name="nicks">The names that it tries, separated by commas.</param>
    /// <param name="channels">The channels that it joins, separated by commas.</param>
    /// <param name="fingerprint">The SHA-256 of the server's certificate in hexadecimal digits; null: without TLS.</param>
    public static WeeChat Start(ScratchDirectory scratch, IPEndPoint server, string nicks, string channels, string? fingerprint = null)
    {
        Requires.Program("weechat-headless");
        if (!Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib").Any(lib => File.Exists(Path.Combine(lib, "weechat/plugins/fifo.so"))))
        {
            Assert.Ignore("weechat-plugins is not installed");
        }

        var folder = Directory.CreateDirectory(scratch[$"weechat-{nicks}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "fifo.conf"), "[file]\nenabled = on\npath = \"${weechat_data_dir}/input\"\n");
        var commands = Commands(server, nicks, channels, fingerprint).SelectMany(command => (string[])["--run-command", command]);
        return new WeeChat(folder, ToolProcess.StartOtherWith([("HOME", folder)], "weechat-headless", ["--dir", folder, .. commands]));
    }

    /// <summary>Waits until it is in these channels.</summary>
    public async Task IsIn(params string[] channels)
    {
        foreach (var channel in channels)
        {
            await Channel(channel).HasLine(@"\t--\tChannel .*nick");
        }
    }

    /// <summary>Its log of a channel, or of a conversation with somebody.</summary>
    public IrcLog Channel(string name) => new(Path.Combine(_folder, "logs", $"irc.lab.{name}.weechatlog"), Said);

    /// <summary>Types a line, or a command, in a channel.</summary>
    public async Task Enters(string channel, string line)
    {
        _input ??= await InputPipe.OpenAsync(Path.Combine(_folder, "input"), _process);
        await _input.WriteLineAsync($"irc.lab.{channel} *{line}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _input?.Dispose();
    }

    /// <summary>Version 4 has other names for some options. A name that it does not know does nothing.</summary>
    private static IEnumerable<string> Commands(IPEndPoint server, string nicks, string channels, string? fingerprint)
    {
        yield return "/set logger.file.flush_delay 0";
        yield return "/set irc.server_default.autoreconnect_delay 1";
        foreach (var flood in (string[])["anti_flood", "anti_flood_prio_high", "anti_flood_prio_low"])
        {
            yield return $"/set irc.server_default.{flood} 0";
        }

        foreach (var tls in (string[])["ssl", "tls"])
        {
            yield return $"/set irc.server_default.{tls} {(fingerprint is null ? "off" : "on")}";
            yield return $"/set irc.server_default.{tls}_fingerprint \"{fingerprint}\"";
        }

        yield return $"/server add lab {server.Address}/{server.Port} -nicks={nicks} -autojoin={channels}";
        yield return "/connect lab";
    }
}
