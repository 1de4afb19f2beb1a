using System.Threading.Channels;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// The keys that are pressed, one after the other. A key press cannot be waited for and given up, so a
/// background thread waits, and ends with the process.
/// </summary>
internal sealed class Keyboard
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();

    public Keyboard()
    {
        Console.TreatControlCAsInput = true;
        new Thread(ReadKeys) { IsBackground = true, Name = "keyboard" }.Start();
    }

    /// <summary>The next key; the channel ends where the terminal is gone.</summary>
    public ChannelReader<ConsoleKeyInfo> Keys => _keys.Reader;

    private void ReadKeys()
    {
        try
        {
            while (true)
            {
                _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
            }
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException)
        {
            _keys.Writer.TryComplete();
        }
    }
}
