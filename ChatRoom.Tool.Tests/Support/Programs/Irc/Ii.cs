using System.Net;
using System.Runtime.Versioning;

namespace ChatRoom.Tests.Support.Programs.Irc;

/// <summary>ii with a directory of its own. It has a named pipe and a file for each channel.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Ii : IAsyncDisposable
{
    private const string Said = "^[0-9]+ <(?<name>[^>]+)> (?<text>.*)$";

    private readonly string _folder;
    private readonly ToolProcess _process;
    private readonly Dictionary<string, InputPipe> _inputs = [];

    private Ii(string folder, ToolProcess process) => (_folder, _process) = (folder, process);

    /// <summary>The lines that it has written about the connection.</summary>
    public IrcLog Server => new(Path.Combine(_folder, "out"), Said);

    /// <summary>Starts it. It connects by itself, and ends when the connection does.</summary>
    /// <param name="scratch">Where its directory is made.</param>
    /// <param name="server">The server's IRC door.</param>
    /// <param name="nick">Its name.</param>
    public static Ii Start(ScratchDirectory scratch, IPEndPoint server, string nick)
    {
        Requires.Program("ii");
        var home = Directory.CreateDirectory(scratch[$"ii-{nick}"]).FullName;
        var process = ToolProcess.StartOtherWith([("HOME", home)], "ii", "-s", $"{server.Address}", "-p", $"{server.Port}", "-n", nick, "-i", home);
        return new Ii(Path.Combine(home, $"{server.Address}"), process);
    }

    /// <summary>Joins channels, and waits until it is in them.</summary>
    public async Task Joins(params string[] channels)
    {
        await Server.HasLine(" Welcome");
        foreach (var channel in channels)
        {
            await Enters("", $"/j {channel}");
            await Channel(channel).HasLine(" has joined ");
        }
    }

    /// <summary>The lines that it has written about a channel, or about a conversation with somebody.</summary>
    public IrcLog Channel(string name) => new(Path.Combine(_folder, name, "out"), Said);

    /// <summary>Types a line, or a command, in a channel.</summary>
    /// <param name="channel">The channel; empty: the server.</param>
    /// <param name="line">The line.</param>
    public async Task Enters(string channel, string line)
    {
        if (!_inputs.TryGetValue(channel, out var input))
        {
            _inputs[channel] = input = await InputPipe.OpenAsync(Path.Combine(_folder, channel, "in"), _process);
        }

        await input.WriteLineAsync(line);
    }

    /// <summary>Waits for its end.</summary>
    public Task<int> Exits() => _process.Exits();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        foreach (var input in _inputs.Values)
        {
            input.Dispose();
        }
    }
}
